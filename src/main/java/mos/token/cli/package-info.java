/// The command line: commands for people and scripts, and the client they reach a running server
/// with. Nothing of the server itself is in here; `serve` is handed in by `Main`.
@NullMarked
package mos.token.cli;

import org.jspecify.annotations.NullMarked;
