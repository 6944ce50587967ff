package mos.token.browser;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads what fake hosts give as values of `--upstream`.
final class Upstreams {
    private Upstreams() {}

    @SafeVarargs
    static Map<String, URI> of(List<String>... options) {
        Map<String, URI> upstreams = new HashMap<>();
        for (List<String> some : options) {
            for (String option : some) {
                int equals = option.indexOf('=');
                upstreams.put(
                        option.substring(0, equals), URI.create(option.substring(equals + 1)));
            }
        }
        return upstreams;
    }
}
