package mos.token.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mos.token.net.IpAddresses;

/// Against DNS rebinding: a page of a stranger's name that resolves to this machine is, for the
/// browser, the same origin as that stranger. So the page and cookies answer only to names that are
/// ours. An IP literal cannot be rebound.
final class HostCheck {
    private final Set<String> names = new HashSet<>();

    /// @param machine the machine's own name, short or full; empty when unknown
    /// @param extra names given with `--host`
    HostCheck(String machine, List<String> extra) {
        names.add("localhost");
        String own = machine.toLowerCase(Locale.ROOT);
        if (!own.isEmpty()) {
            names.add(own);
            String first = own.indexOf('.') < 0 ? own : own.substring(0, own.indexOf('.'));
            names.add(first);
            names.add(first + ".local");
        }
        extra.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    /// Whether a `Host` value, with or without port, names this service.
    boolean ours(String host) {
        String name = nameOf(host).toLowerCase(Locale.ROOT);
        if (name.endsWith(".") && name.length() > 1) {
            name = name.substring(0, name.length() - 1);
        }
        return names.contains(name) || literal(name);
    }

    private static boolean literal(String name) {
        try {
            IpAddresses.parseLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The host without its port; IPv6 keeps its brackets.
    static String nameOf(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || colon < host.lastIndexOf(']') ? host : host.substring(0, colon);
    }
}
