"""What the listings room can be asked. Nothing here changes anything."""
