package mos.token.keys;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import mos.token.secret.OwnerOnly;
import mos.token.secret.SecretText;

/// The master key: 32 random bytes in a file of its own, base64. It only ever encrypts keysets;
/// each purpose gets a key derived by HKDF-SHA-256 (RFC 5869) with the purpose as `info`.
final class MasterKey {
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SecretText base64;

    private MasterKey(SecretText base64) {
        this.base64 = base64;
    }

    /// Reads the file.
    ///
    /// @throws KeyProblem when it is missing, unreadable, open to others, or not a master key
    static MasterKey read(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new KeyProblem(
                        "the master key "
                                + file
                                + " is missing, but this data directory was sealed with one: put the"
                                + " file back, or name it with --master-key-file");
            }
            OwnerOnly.problem(file)
                    .ifPresent(problem -> {
                        throw new KeyProblem("the master key " + problem);
                    });
            byte[] text = Files.readAllBytes(file);
            SecretText key = SecretText.of(new String(text, StandardCharsets.US_ASCII).strip());
            if (decode(key).length != BYTES) {
                throw notAKey(file);
            }
            return new MasterKey(key);
        } catch (IOException e) {
            throw new KeyProblem(
                    "the master key "
                            + file
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "): give this user read access, or name another with --master-key-file");
        } catch (IllegalArgumentException _) {
            throw notAKey(file);
        }
    }

    /// Makes a new key; the file is owner-only from its first byte, and never overwrites another.
    ///
    /// @throws KeyProblem when it cannot be written
    static MasterKey create(Path file, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        SecretText key = SecretText.of(Base64.getEncoder().encodeToString(bytes));
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null && !Files.exists(parent)) {
                Files.createDirectories(
                        parent,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                channel.write(ByteBuffer.wrap(key.exposeUtf8()));
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
                channel.force(true);
            }
            if (parent != null) {
                // Else a power cut could leave a database that was sealed with a key without a
                // name.
                try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                    directory.force(true);
                }
            }
            return new MasterKey(key);
        } catch (FileAlreadyExistsException _) {
            return read(file);
        } catch (IOException e) {
            throw new KeyProblem(
                    "the master key "
                            + file
                            + " cannot be made ("
                            + e.getClass().getSimpleName()
                            + "): name a writable place outside of the data directory with"
                            + " --master-key-file");
        }
    }

    /// An AEAD whose key is derived for one purpose.
    @AccessesPartialKey
    Aead aead(String purpose) throws GeneralSecurityException {
        byte[] derived =
                KDF.getInstance("HKDF-SHA256")
                        .deriveData(
                                HKDFParameterSpec.ofExtract()
                                        .addIKM(decode(base64))
                                        .thenExpand(
                                                ("mos-token/v1/" + purpose)
                                                        .getBytes(StandardCharsets.UTF_8),
                                                BYTES));
        AesGcmKey key =
                AesGcmKey.builder()
                        .setParameters(
                                AesGcmParameters.builder()
                                        .setKeySizeBytes(BYTES)
                                        .setIvSizeBytes(12)
                                        .setTagSizeBytes(16)
                                        .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                                        .build())
                        .setKeyBytes(SecretBytes.copyFrom(derived, InsecureSecretKeyAccess.get()))
                        .build();
        Arrays.fill(derived, (byte) 0);
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static byte[] decode(SecretText base64) {
        return Base64.getDecoder().decode(base64.exposeUtf8());
    }

    private static KeyProblem notAKey(Path file) {
        return new KeyProblem(
                file
                        + " is not a master key: it must hold 32 bytes in base64. Name the right file with"
                        + " --master-key-file");
    }
}
