"""How fast booking and the pages are. Run with: ./run bench"""
