"""Where digits come from: MNIST, the built-in handwriting, two-digit numbers, paper and photographs."""
