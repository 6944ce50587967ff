/// What the owner can set: one record tree, read from options and a TOML file. Nothing here opens
/// or listens; every problem is reported at once and names its fix.
@NullMarked
package mos.token.config;

import org.jspecify.annotations.NullMarked;
