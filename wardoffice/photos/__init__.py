"""Pictures: any format, EXIF, orientation, thumbnails, hashes, and whether it is a photo or a logo."""
