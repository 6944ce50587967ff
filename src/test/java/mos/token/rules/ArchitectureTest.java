package mos.token.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;

/// The walls of the house. Each rule says why it stands.
@AnalyzeClasses(packages = "mos.token", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> EVERYBODY = Set.of("net", "json", "secret", "figure", "file");

    private static final Set<String> DOOR =
            Set.of(
                    "admintoken",
                    "access",
                    "servicetoken",
                    "quota",
                    "content",
                    "store",
                    "upstream",
                    "http",
                    "config");

    private static final Set<String> FEATURES =
            Set.of("admintoken", "servicetoken", "session", "quota", "access", "notify", "http");

    /// Which package may use which; `net`, `json`, `secret`, `figure` and `file` are open to all.
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("secret", Set.of()),
                    Map.entry("net", Set.of()),
                    Map.entry("json", Set.of()),
                    Map.entry("figure", Set.of()),
                    Map.entry("file", Set.of()),
                    Map.entry("config", Set.of()),
                    Map.entry("store", Set.of("config")),
                    Map.entry("keys", Set.of("config", "store")),
                    Map.entry("access", Set.of("store", "keys")),
                    Map.entry("notify", Set.of("access", "store", "keys", "config")),
                    Map.entry("http", Set.of("access", "config")),
                    Map.entry("admintoken", Set.of("access", "notify", "store", "keys")),
                    Map.entry("session", Set.of("admintoken", "access", "store", "keys")),
                    Map.entry("quota", Set.of("access", "notify", "store")),
                    Map.entry("upstream", Set.of("quota", "config")),
                    Map.entry(
                            "servicetoken",
                            Set.of("access", "notify", "store", "keys", "quota", "upstream")),
                    Map.entry("content", Set.of("notify", "store", "config")),
                    Map.entry("door", DOOR),
                    Map.entry("registry", with(DOOR, "door")),
                    Map.entry("github", with(DOOR, "door")),
                    Map.entry("check", Set.of("admintoken", "access", "http", "config")),
                    // of the doors alone the registry has something to look after: kept images
                    Map.entry("api", with(FEATURES, "registry")),
                    Map.entry("web", with(with(FEATURES, "config"), "registry")),
                    Map.entry("metrics", Set.of("access", "http")),
                    Map.entry("clientconfig", Set.of()),
                    // what it reads goes to the features; it keeps nothing itself
                    Map.entry("migrate", Set.of("admintoken", "servicetoken", "access", "keys")),
                    Map.entry("cli", Set.of("config", "clientconfig", "migrate")));

    /// What may take the text out of a [SecretText].
    private static final List<String> MAY_EXPOSE =
            List.of(
                    "App",
                    "Serve",
                    "admintoken.LocalToken",
                    "admintoken.TokenFormat",
                    "api.AdminTokenJson",
                    "api.SignInLinkApi",
                    "cli.ApiClient",
                    "cli.NewToken",
                    "cli.SecretInput",
                    "cli.TokenFile",
                    "clientconfig.ClientFiles",
                    "clientconfig.Held",
                    "clientconfig.LogIn",
                    "clientconfig.Recipes",
                    "clientconfig.Block",
                    "github.LfsLink",
                    "http.Form",
                    "keys.Keys",
                    "keys.MasterKey",
                    "keys.MosVault",
                    "keys.SigningKey",
                    "registry.GatewayTokens",
                    "registry.TokenEndpoint",
                    "servicetoken.TokenForm",
                    "session.MosJwt",
                    "session.SignInLink",
                    "upstream.Wire",
                    "web.ShownOnce",
                    "web.SignInPages");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("mos.token.(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a reader must be able to take one room after the other");

    @ArchTest
    static void packagesUseOnlyWhatTheyMay(com.tngtech.archunit.core.domain.JavaClasses classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            String from = room(user);
            if (from.isEmpty()) {
                continue; // mos.token itself wires everything
            }
            user.getDirectDependenciesFromSelf()
                    .forEach(dependency -> {
                        String to = room(dependency.getTargetClass().getBaseComponentType());
                        boolean fine =
                                to.equals("-")
                                        || to.equals(from)
                                        || EVERYBODY.contains(to)
                                        || MAY_USE.getOrDefault(from, Set.of()).contains(to)
                                        || dependency
                                                .getTargetClass()
                                                .getSimpleName()
                                                .equals("Version");
                        if (!fine) {
                            wrong.add(from + " uses " + to + ": " + dependency.getDescription());
                        }
                    });
        }
        org.junit.jupiter.api.Assertions.assertEquals(
                List.of(), wrong.stream().distinct().toList());
    }

    @ArchTest
    static final ArchRule sqlOnlyInStore =
            only(
                            "store",
                            "java.sql..",
                            "javax.sql..",
                            "org.jdbi..",
                            "org.flywaydb..",
                            "com.zaxxer..")
                    .because("the database can be exchanged in one package");

    @ArchTest
    static final ArchRule cryptoOnlyInKeys =
            only("keys", "com.google.crypto..", "javax.crypto..", "org.bouncycastle..")
                    .because("keys that one package holds can be reviewed in one sitting");

    @ArchTest
    static final ArchRule serverOnlyInHttp =
            only("http", "io.vertx..", "io.netty..")
                    .because("the engine can be exchanged in one package");

    @ArchTest
    static final ArchRule metersOnlyInMetrics =
            only("metrics", "io.micrometer..", "io.prometheus..")
                    .because("features offer figures; how they are shown can change in one place");

    @ArchTest
    static final ArchRule clientOnlyWhereRequestsLeave =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "mos.token.upstream..", "mos.token.notify..", "mos.token.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.net.http..")
                    .because("what upstream cannot express cannot be sent");

    @ArchTest
    static final ArchRule noSecretInAPrintableField =
            noFields()
                    .that(
                            new DescribedPredicate<JavaField>("are named like a secret") {
                                @Override
                                public boolean test(JavaField field) {
                                    return field.getName()
                                                    .matches(
                                                            "(?i).*(secret|password|credential|bearer|apikey|cookievalue).*")
                                            && !field.getModifiers().contains(JavaModifier.STATIC);
                                }
                            })
                    .should()
                    .haveRawType(String.class)
                    .orShould()
                    .haveRawType(char[].class)
                    .orShould()
                    .haveRawType(byte[].class)
                    .because("a String prints itself; SecretText does not");

    @ArchTest
    static final ArchRule noStaticMutableState =
            fields().that()
                    .areStatic()
                    .and(
                            not(
                                    com.tngtech.archunit.core.domain.properties.HasName.Predicates
                                            .nameMatching(".*\\$.*")))
                    .should()
                    .beFinal()
                    .because("two Apps in one process must not know of each other");

    @ArchTest
    static final ArchRule noHiddenClock =
            noClasses()
                    .that(
                            not(belongToAnyOf(mos.token.App.class))
                                    .and(not(resideInAnyPackage("mos.token", "mos.token.cli.."))))
                    .should()
                    .callMethod(java.time.Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .orShould()
                    .callConstructor(java.security.SecureRandom.class)
                    .because("time, randomness and the environment come in through App");

    @Test
    void secretsAreExposedOnlyByTheNamedClasses() {
        var classes =
                new com.tngtech.archunit.core.importer.ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("mos.token");
        Set<String> exposing = new java.util.TreeSet<>();
        for (JavaClass user : classes) {
            user.getMethodCallsFromSelf().stream()
                    .filter(c -> c.getTargetOwner().isEquivalentTo(SecretText.class))
                    .filter(c -> c.getName().startsWith("expose"))
                    .forEach(c -> exposing.add(topLevel(c.getOriginOwner())));
        }
        org.junit.jupiter.api.Assertions.assertEquals(
                new java.util.TreeSet<>(MAY_EXPOSE), exposing, "classes that read secrets");
    }

    private static String topLevel(JavaClass inner) {
        String name = inner.getName();
        int dollar = name.indexOf('$');
        return (dollar < 0 ? name : name.substring(0, dollar)).substring("mos.token.".length());
    }

    private static ArchRule only(String room, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("mos.token." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .as(Arrays.toString(packages) + " only in " + room);
    }

    /// The package below `mos.token`: empty for `mos.token` itself, `-` outside of it.
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith("mos.token")) {
            return "-";
        }
        String rest = name.substring("mos.token".length());
        return rest.isEmpty() ? "" : rest.substring(1).replaceFirst("\\..*", "");
    }

    private static Set<String> with(Set<String> some, String more) {
        Set<String> all = new java.util.HashSet<>(some);
        all.add(more);
        return Set.copyOf(all);
    }
}
