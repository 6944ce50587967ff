/// Figures: numbers that features offer to whoever watches the product. They count for themselves
/// and know nothing of who reads.
@NullMarked
package mos.token.figure;

import org.jspecify.annotations.NullMarked;
