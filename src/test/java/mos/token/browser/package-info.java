/// The page in a real browser, served by the real product.
@NullMarked
package mos.token.browser;

import org.jspecify.annotations.NullMarked;
