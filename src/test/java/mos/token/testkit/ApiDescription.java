package mos.token.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The published description of the API, and whether an answer is what it promises. Stricter than
/// its clients have to be: a member or header of ours that it does not describe is an error.
public final class ApiDescription {
    private static final YAMLMapper YAML =
            YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final SchemaRegistry schemas = SchemaRegistry.withDialect(Dialects.getDraft202012());
    private final JsonNode root;

    private ApiDescription(JsonNode root) {
        this.root = root;
        close(root);
    }

    /// Reads the description that the product serves.
    public static ApiDescription read() {
        try {
            return new ApiDescription(
                    YAML.readTree(
                            Files.readAllBytes(Path.of("src/main/resources/api/openapi.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole document.
    public JsonNode root() {
        return root;
    }

    /// Every operation, as `GET /health`.
    public Set<String> operations() {
        Set<String> found = new TreeSet<>();
        for (String path : root.path("paths").propertyNames()) {
            for (String method : root.path("paths").path(path).propertyNames()) {
                if (METHODS.contains(method)) {
                    found.add(method.toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        return found;
    }

    /// The names of the parameters of an operation that are in `path`, `query` or `header`.
    public Set<String> parameters(String operation, String in) {
        Set<String> names = new TreeSet<>();
        for (JsonNode holder : List.of(path(operation), operation(operation))) {
            for (JsonNode parameter : holder.path("parameters").values()) {
                JsonNode described = resolved(parameter);
                if (described.path("in").stringValue().equals(in)) {
                    names.add(described.path("name").stringValue());
                }
            }
        }
        return names;
    }

    /// The members that the body of an operation may have.
    public Set<String> bodyMembers(String operation) {
        JsonNode media = operation(operation).path("requestBody").path("content");
        return new TreeSet<>(
                resolved(media.path("application/json").path("schema"))
                        .path("properties")
                        .propertyNames());
    }

    /// What is wrong with an answer of an operation; never a value of it, which may be a secret.
    public List<String> wrong(String operation, HttpResponse<byte[]> answer) {
        JsonNode responses = operation(operation).path("responses");
        String status = Integer.toString(answer.statusCode());
        JsonNode response =
                resolved(
                        responses.has(status) ? responses.path(status) : responses.path("default"));
        if (response.isMissingNode()) {
            return List.of("no response " + status);
        }
        List<String> wrong = new ArrayList<>();
        headers(response.path("headers"), answer, wrong);
        JsonNode content = response.path("content");
        String type =
                answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        if (!content.has(type)) {
            if (!content.isMissingNode() || answer.body().length > 0) {
                wrong.add("no content " + type);
            }
        } else if (type.endsWith("json")) {
            wrong.addAll(wrong(content.path(type).path("schema"), YAML.readTree(answer.body())));
        }
        return wrong;
    }

    /// What is wrong with a value by a schema of this document, as `/0/state enum`.
    public List<String> wrong(JsonNode schema, JsonNode value) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", root.path("components")); // so that its references resolve
        return schemas
                .getSchema(whole)
                .validate(
                        value,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(ApiDescription::told)
                .toList();
    }

    private static String told(Error error) {
        @Nullable String property = error.getProperty();
        return error.getInstanceLocation()
                + " "
                + error.getKeyword()
                + (property == null ? "" : " " + property);
    }

    private void headers(JsonNode described, HttpResponse<byte[]> answer, List<String> wrong) {
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.addAll(described.propertyNames());
        for (String name : known) {
            if (resolved(described.path(name)).path("required").asBoolean(false)
                    && answer.headers().firstValue(name).isEmpty()) {
                wrong.add("no header " + name);
            }
        }
        for (String name : answer.headers().map().keySet()) {
            boolean ours = name.matches("(?i)x-(mos|token|total|accepted)-.*|link|www-auth.*");
            if (ours && !known.contains(name)) {
                wrong.add("header " + name);
            }
        }
    }

    private JsonNode path(String operation) {
        return root.path("paths").path(operation.substring(operation.indexOf(' ') + 1));
    }

    private JsonNode operation(String operation) {
        String method = operation.substring(0, operation.indexOf(' ')).toLowerCase(Locale.ROOT);
        JsonNode found = path(operation).path(method);
        if (found.isMissingNode()) {
            throw new AssertionError(operation + " is not described");
        }
        return found;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.path("$ref").stringValue().substring(1)) : node;
    }

    /// Forbids members that are not described wherever a schema is used as it is; not where it is
    /// but a part of another (`allOf`), which describes the rest.
    private static void close(JsonNode node) {
        for (var member : node.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "schema", "items" -> closeUse(value);
                case "properties" -> value.values().forEach(ApiDescription::closeUse);
                default -> {}
            }
            close(value);
        }
        if (node.isArray()) {
            node.values().forEach(ApiDescription::close);
        }
    }

    private static void closeUse(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.put("unevaluatedProperties", false);
        }
    }
}
