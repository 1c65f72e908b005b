"""Videos: from the arriving file to the card that a viewer sees."""
