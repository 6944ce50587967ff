package mos.token.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.store.Database;

/// Everything that is done with keys. Three keysets, each encrypted with a key derived from the
/// master key and kept in the database: `digest` for what is stored of tokens, `seal` for service
/// tokens, `audit` for the chain of audit rows. A thief of the database alone can neither forge a
/// token nor open a seal.
public final class Keys {
    /// AES-GCM's nonce and tag, and Tink's key prefix: no sealed value is shorter.
    private static final int SEAL_OVERHEAD = 5 + 12 + 16;

    private record DigestKey(int id, Prf prf) {}

    /// The primary key first.
    private final List<DigestKey> digestKeys;

    private final PrfSet audit;
    private final Aead seals;

    private Keys(PrfSet digests, Aead seals, PrfSet audit) throws GeneralSecurityException {
        int primary = digests.getPrimaryId();
        this.digestKeys =
                digests.getPrfs().entrySet().stream()
                        .map(e -> new DigestKey(e.getKey(), e.getValue()))
                        .sorted(Comparator.comparing(key -> key.id() != primary))
                        .toList();
        this.seals = seals;
        this.audit = audit;
    }

    /// Opens the keysets; on a new database makes the master key (when its file is missing) and
    /// them.
    ///
    /// @throws KeyProblem when the master key is missing, unreadable, or not the one of this
    ///   database
    public static Keys open(
            Database database, Path masterKeyFile, SecureRandom random, Clock clock) {
        try {
            AeadConfig.register();
            PrfConfig.register();
            boolean isNew = database.read(q -> q.rows("select purpose from keyset")).isEmpty();
            MasterKey master =
                    isNew && !Files.exists(masterKeyFile)
                            ? MasterKey.create(masterKeyFile, random)
                            : MasterKey.read(masterKeyFile);
            if (isNew) {
                make(database, master, clock);
            }
            return new Keys(
                    handle(database, master, "digest", masterKeyFile)
                            .getPrimitive(RegistryConfiguration.get(), PrfSet.class),
                    handle(database, master, "seal", masterKeyFile)
                            .getPrimitive(RegistryConfiguration.get(), Aead.class),
                    handle(database, master, "audit", masterKeyFile)
                            .getPrimitive(RegistryConfiguration.get(), PrfSet.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java run time lacks a needed algorithm", e);
        }
    }

    /// The digest to store for a token.
    public TokenDigest digest(SecretText token) {
        return compute(digestKeys.getFirst(), token.exposeUtf8());
    }

    /// The digests under which a token may be stored: the primary key's first, then older keys'.
    public List<TokenDigest> digests(SecretText token) {
        byte[] bytes = token.exposeUtf8();
        if (digestKeys.size() == 1) {
            return List.of(compute(digestKeys.getFirst(), bytes)); // the check of every request
        }
        return digestKeys.stream().map(key -> compute(key, bytes)).toList();
    }

    /// Encrypts a secret, bound to its place: opened elsewhere, it does not open.
    ///
    /// @param kind what it is, for example `service-token`
    /// @param rowId the row it is kept in
    public byte[] seal(SecretText secret, String kind, String rowId) {
        try {
            return seals.encrypt(secret.exposeUtf8(), place(kind, rowId));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /// Opens what [#seal] made.
    ///
    /// @throws Unsealable when it is damaged, from another place, or of a lost key
    public SecretText unseal(byte[] sealed, String kind, String rowId) throws Unsealable {
        if (sealed.length < SEAL_OVERHEAD) {
            throw new Unsealable("the sealed " + kind + " is cut short");
        }
        try {
            return SecretText.ofUtf8(seals.decrypt(sealed, place(kind, rowId)));
        } catch (GeneralSecurityException _) {
            throw new Unsealable("the sealed " + kind + " does not open: enter it again");
        }
    }

    /// The MAC of an audit row, over the row and the MAC before it: HMAC-SHA-256, 32 bytes.
    public byte[] mac(byte[] message) {
        try {
            return audit.computePrimary(message, TokenDigest.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the audit MAC failed", e);
        }
    }

    private static TokenDigest compute(DigestKey key, byte[] token) {
        try {
            return TokenDigest.of(key.id(), key.prf().compute(token, TokenDigest.BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the token digest failed", e);
        }
    }

    private static byte[] place(String kind, String rowId) {
        return ("v1|" + kind + "|" + rowId).getBytes(StandardCharsets.UTF_8);
    }

    private static void make(Database database, MasterKey master, Clock clock)
            throws GeneralSecurityException {
        byte[] digest = fresh(master, "digest", PredefinedPrfParameters.HMAC_SHA256_PRF);
        byte[] seal = fresh(master, "seal", PredefinedAeadParameters.AES256_GCM);
        byte[] audit = fresh(master, "audit", PredefinedPrfParameters.HMAC_SHA256_PRF);
        // One transaction: a database with only some of its keysets could never be opened.
        database.write(tx -> {
            String insert = "insert into keyset (purpose, sealed, created_at) values (?, ?, ?)";
            tx.update(insert, "digest", digest, clock.instant());
            tx.update(insert, "seal", seal, clock.instant());
            return tx.update(insert, "audit", audit, clock.instant());
        });
    }

    private static byte[] fresh(MasterKey master, String purpose, Parameters parameters)
            throws GeneralSecurityException {
        KeysetHandle handle =
                KeysetHandle.newBuilder()
                        .addEntry(
                                KeysetHandle.generateEntryFromParameters(parameters)
                                        .withRandomId()
                                        .makePrimary())
                        .build();
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                handle,
                master.aead(purpose),
                place("keyset", purpose),
                RegistryConfiguration.get());
    }

    private static KeysetHandle handle(
            Database database, MasterKey master, String purpose, Path masterKeyFile)
            throws GeneralSecurityException {
        byte[] sealed =
                database.read(q -> q.row("select sealed from keyset where purpose = ?", purpose))
                        .orElseThrow(() ->
                                new KeyProblem(
                                        "the database has no "
                                                + purpose
                                                + " keyset: restore a backup"))
                        .bytes("sealed");
        try {
            return TinkProtoKeysetFormat.parseEncryptedKeyset(
                    sealed,
                    master.aead(purpose),
                    place("keyset", purpose),
                    RegistryConfiguration.get());
        } catch (GeneralSecurityException _) {
            throw new KeyProblem(
                    "the master key "
                            + masterKeyFile
                            + " is not the one this data directory was sealed with: name the right file"
                            + " with --master-key-file");
        }
    }
}
