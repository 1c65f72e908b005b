"""What people do with each other and with videos: follow, like, save, share."""
