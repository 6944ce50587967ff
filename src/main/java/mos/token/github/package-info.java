/// The GitHub door of the gateway: REST reads, git's upload-pack, raw, release and archive files.
/// Everything here only reads; nothing that pushes, uploads or changes has a way through.
@NullMarked
package mos.token.github;

import org.jspecify.annotations.NullMarked;
