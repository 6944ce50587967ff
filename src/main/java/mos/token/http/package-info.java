/// The two listeners. Handlers elsewhere are plain functions from [Request] to [Reply]; only this
/// package knows the server library.
@NullMarked
package mos.token.http;

import org.jspecify.annotations.NullMarked;
