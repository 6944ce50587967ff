package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import mos.token.admintoken.TokenFormat.Form;
import mos.token.admintoken.TokenFormat.Rule;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;

class TokenFormatTest {
    private static final long SEED = 20261123;

    /// A source of the bytes a test wants.
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final byte value;

        Fixed(int value) {
            this.value = (byte) value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, value);
        }
    }

    @Test
    void aNewTokenHasThePublishedForm() {
        SecureRandom random = new SecureRandom();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            SecretText token = TokenFormat.generate(random);
            assertTrue(token.exposeText().matches("mos_[0-9A-Za-z]{49}"));
            assertInstanceOf(Form.Current.class, TokenFormat.form(token));
            assertTrue(seen.add(token.exposeText()));
        }
    }

    @Test
    void theSmallestAndTheLargestNumberFillTheSameLength() {
        String zero = TokenFormat.generate(new Fixed(0)).exposeText();
        assertTrue(zero.startsWith("mos_" + "0".repeat(43)));
        String most = TokenFormat.generate(new Fixed(0xff)).exposeText();
        assertEquals("mos_" + base62(java.math.BigInteger.TWO.pow(256)), most.substring(0, 47));
        assertEquals(53, most.length());
    }

    /// One less than the number, in base 62: computed in another way than the product does.
    private static String base62(java.math.BigInteger number) {
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder text = new StringBuilder();
        java.math.BigInteger rest = number.subtract(java.math.BigInteger.ONE);
        while (rest.signum() > 0) {
            var parts = rest.divideAndRemainder(java.math.BigInteger.valueOf(62));
            text.insert(0, digits.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        return text.toString();
    }

    /// GitHub's tokens use the same checksum, over the body without its prefix.
    @Test
    void theChecksumIsTheOneOfTheKnownVectors() {
        assertEquals("2C8GjS", checksum("0".repeat(30)));
        assertEquals("2LolCm", checksum("abcdefghijklmnopqrstuvwxyz0123"));
    }

    private static String checksum(String body) {
        byte[] out = new byte[6];
        byte[] text = body.getBytes(StandardCharsets.US_ASCII);
        TokenFormat.checksum(text, text.length, out, 0);
        return new String(out, StandardCharsets.US_ASCII);
    }

    @Test
    void everyChangeOfOneCharacterIsNoticed() {
        Random random = new Random(SEED);
        SecretText token = TokenFormat.generate(new SecureRandom());
        byte[] bytes = token.exposeUtf8();
        for (int at = 0; at < bytes.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = bytes.clone();
                changed[at] = (byte) value;
                if (changed[at] != bytes[at]) {
                    assertInstanceOf(Form.Broken.class, TokenFormat.form(changed), "at " + at);
                }
            }
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] other = TokenFormat.generate(new SecureRandom()).exposeUtf8();
            int at = random.nextInt(4, other.length);
            byte digit = (byte) ('a' + random.nextInt(26));
            boolean same = other[at] == digit;
            other[at] = digit;
            assertEquals(same, TokenFormat.form(other) instanceof Form.Current);
        }
    }

    @Test
    void everySwapOfTwoNeighboursIsNoticed() {
        for (int i = 0; i < 200; i++) {
            byte[] bytes = TokenFormat.generate(new SecureRandom()).exposeUtf8();
            for (int at = 4; at + 1 < bytes.length; at++) {
                byte[] swapped = bytes.clone();
                swapped[at] = bytes[at + 1];
                swapped[at + 1] = bytes[at];
                boolean same = bytes[at] == bytes[at + 1];
                assertEquals(same, TokenFormat.form(swapped) instanceof Form.Current);
            }
        }
    }

    @Test
    void theBrokenRuleIsNamed() {
        String token = TokenFormat.generate(new SecureRandom()).exposeText();
        assertEquals(Rule.EMPTY, broken(""));
        assertEquals(Rule.PREFIX, broken("deadbeef"));
        assertEquals(Rule.PREFIX, broken("MOS_" + token.substring(4)));
        assertEquals(Rule.PREFIX, broken("A".repeat(64)));
        assertEquals(Rule.PREFIX, broken("0".repeat(63)));
        assertEquals(Rule.PREFIX, broken("0".repeat(65)));
        assertEquals(Rule.LENGTH, broken(token.substring(0, 52)));
        assertEquals(Rule.LENGTH, broken(token + "0"));
        assertEquals(Rule.LENGTH, broken("mos_" + "0".repeat(60)));
        assertEquals(Rule.CHARACTERS, broken(token.substring(0, 20) + "-" + token.substring(21)));
        assertEquals(Rule.CHARACTERS, broken("mos_" + "é".repeat(24) + "0"));
        assertEquals(Rule.CHECKSUM, broken("mos_" + "0".repeat(49)));
    }

    @Test
    void aTokenOfMosIsKnownByItsForm() {
        assertInstanceOf(
                Form.Legacy.class, TokenFormat.form(SecretText.of("0123456789abcdef".repeat(4))));
    }

    /// No sentence shows any part of what was presented.
    @Test
    void noSentenceCouldHoldASecret() {
        for (Rule rule : Rule.values()) {
            assertFalse(rule.sentence().contains("\""));
            assertFalse(rule.sentence().contains("\\"));
        }
    }

    private static Rule broken(String text) {
        return assertInstanceOf(Form.Broken.class, TokenFormat.form(SecretText.of(text))).rule();
    }
}
