def grow(size)
    return size * 2
