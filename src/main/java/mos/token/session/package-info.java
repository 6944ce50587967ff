/// Who is signed in to the page: by an admin token with full permissions, or by a link that opens
/// it once. Holds digests of cookies, never their values; knows nothing of HTTP.
@NullMarked
package mos.token.session;

import org.jspecify.annotations.NullMarked;
