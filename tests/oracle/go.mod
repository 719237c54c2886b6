// The oracle's module: kept apart so that a verifier that is not ours is no dependency of the product.
module probity.example/probity/tests/oracle

go 1.26.0

require (
	filippo.io/torchwood v0.9.0
	golang.org/x/mod v0.31.0
)

require (
	golang.org/x/crypto v0.46.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
)
