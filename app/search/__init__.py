"""Finding: what people mean while they type."""
