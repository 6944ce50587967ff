package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mos.token.secret.SecretText;
import mos.token.testkit.ManualPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.introspection.RestClientOpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.introspection.SpringOpaqueTokenIntrospector;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `docs/protect/spring.md`: Spring Security's own introspectors, old and new, set up with the
/// properties of the page, ask the product.
class SpringProtectFlowTest extends TokenFlow {
    private static final Pattern AUTHORITY = Pattern.compile("hasAuthority\\(\"([^\"]+)\"\\)");

    private final ManualPage page = new ManualPage("protect/spring.md");
    private SecretText program;

    /// Spring Security's two.
    enum Client {
        REST_CLIENT,
        REST_OPERATIONS
    }

    @BeforeEach
    void makeProgram() {
        program = token("program", "{\"mode\":\"custom\",\"resources\":{\"introspect\":\"read\"}}");
    }

    private OpaqueTokenIntrospector introspector(Client client) {
        JsonNode properties =
                new YAMLMapper()
                        .readTree(
                                page.block(
                                        "yaml",
                                        "http://127.0.0.1:8998",
                                        app.admin().toString(),
                                        "${MOS_TOKEN_INTROSPECT}",
                                        program.exposeText()))
                        .at("/spring/security/oauth2/resourceserver/opaquetoken");
        String uri = properties.path("introspection-uri").stringValue();
        String id = properties.path("client-id").stringValue();
        String password = properties.path("client-secret").stringValue();
        return switch (client) {
            case REST_CLIENT ->
                    RestClientOpaqueTokenIntrospector.withIntrospectionUri(uri)
                            .clientId(id)
                            .clientSecret(password)
                            .build();
            case REST_OPERATIONS ->
                    SpringOpaqueTokenIntrospector.withIntrospectionUri(uri)
                            .clientId(id)
                            .clientSecret(password)
                            .build();
        };
    }

    private Authentication authenticate(Client client, SecretText token) {
        return new OpaqueTokenAuthenticationProvider(introspector(client))
                .authenticate(new BearerTokenAuthenticationToken(token.exposeText()));
    }

    private Set<String> granted(Client client, SecretText token) {
        return authenticate(client, token).getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> authority.startsWith("SCOPE_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The authorities that the page asks for, by what a token may do.
    @ParameterizedTest
    @EnumSource
    void permissionsAreAuthorities(Client client) {
        List<String> asked =
                AUTHORITY
                        .matcher(page.block("java"))
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList();
        assertEquals(List.of("SCOPE_docker:read", "SCOPE_docker:write", "SCOPE_full"), asked);
        String docker = "{\"mode\":\"custom\",\"resources\":{\"docker\":\"%s\"}}";
        assertEquals(
                Set.of("SCOPE_docker:read"),
                granted(client, token("reads", docker.formatted("read"))));
        assertEquals(
                Set.of("SCOPE_docker:read", "SCOPE_docker:write"),
                granted(client, token("writes", docker.formatted("write"))));
        assertTrue(granted(client, token("all", "null")).containsAll(asked));
        Set<String> readonly = granted(client, token("readonly", "{\"mode\":\"readonly\"}"));
        assertTrue(readonly.contains("SCOPE_docker:read"));
        assertEquals(false, readonly.contains("SCOPE_docker:write"));
        assertEquals(
                Set.of(),
                granted(client, token("nothing", "{\"mode\":\"custom\",\"resources\":{}}")));
        assertNothingLeaked();
    }

    @ParameterizedTest
    @EnumSource
    void theTokenIsThePrincipal(Client client) {
        SecretText token = token("b\u00fcro", "null");
        String end = app.clock().instant().plus(Duration.ofDays(1)).toString();
        app.local("PATCH", BASE + "/" + id("b\u00fcro"), "{\"expiresAt\":\"" + end + "\"}");
        Authentication told = authenticate(client, token);
        assertTrue(told.isAuthenticated());
        assertEquals(id("b\u00fcro"), told.getName());
        OAuth2AuthenticatedPrincipal principal =
                assertInstanceOf(OAuth2AuthenticatedPrincipal.class, told.getPrincipal());
        assertEquals("b\u00fcro", principal.getAttribute("username"));
        assertEquals(app.admin().toString(), principal.getAttribute("iss").toString());
        assertNothingLeaked();
    }

    /// D-29. Spring asks with each request, so the next one knows.
    @ParameterizedTest
    @EnumSource
    void whatIsRevokedIsRefusedByTheNextCall(Client client) {
        SecretText token = token("ending", "null");
        assertTrue(authenticate(client, token).isAuthenticated());
        app.local("PUT", BASE + "/" + id("ending") + "/deactivate");
        assertThrows(InvalidBearerTokenException.class, () -> authenticate(client, token));
        assertThrows(
                InvalidBearerTokenException.class, () -> authenticate(client, app.localToken()));
        assertNothingLeaked();
    }

    /// A program that may not ask is a fault of its owner, not of who comes to it.
    @ParameterizedTest
    @EnumSource
    void aProgramThatMayNotAskTellsNobody(Client client) {
        SecretText token = token("subject", "null");
        app.local(
                "PUT",
                BASE + "/" + id("program") + "/permissions",
                "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}}");
        assertThrows(AuthenticationServiceException.class, () -> authenticate(client, token));
        app.local("DELETE", BASE + "/" + id("program"));
        assertThrows(AuthenticationServiceException.class, () -> authenticate(client, token));
        assertNothingLeaked();
    }
}
