package mos.token.content;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A content to be fetched.
///
/// @param name one name per content that is coming, for logs too: it must hold no secret
/// @param digest what it must be, or null when nobody knows before it is there
/// @param arrived told its SHA-256 once it is kept, before any reader hears that all is there; null
///   for nobody, and then the readers do not wait until the disk has it
public record Wanted(String name, @Nullable Digest digest, @Nullable Consumer<Digest> arrived) {}
