/// Files that are replaced in one step, so that a power cut leaves the old or the new one.
@NullMarked
package mos.token.file;

import org.jspecify.annotations.NullMarked;
