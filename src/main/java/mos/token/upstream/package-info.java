/// Outgoing requests: exact hosts, an allow-list of headers, redirects followed here, one gate per
/// host. A request is a sealed [UpstreamRequest]: what cannot be expressed there cannot be sent.
@NullMarked
package mos.token.upstream;

import org.jspecify.annotations.NullMarked;
