@NullMarked
package mos.token;

import org.jspecify.annotations.NullMarked;
