/// Reading and writing JSON with one strict mapper (duplicate keys and trailing text are refused),
/// and writing CSV.
@NullMarked
package mos.token.json;

import org.jspecify.annotations.NullMarked;
