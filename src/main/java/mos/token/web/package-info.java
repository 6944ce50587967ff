/// The Token page: what a person sees under Settings → Network → Token, rendered on the server. It
/// draws what the features have and adds no rule of its own; permissions and form checks are
/// theirs.
@NullMarked
package mos.token.web;

import org.jspecify.annotations.NullMarked;
