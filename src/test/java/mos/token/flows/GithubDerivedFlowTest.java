package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import mos.token.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Credentials that GitHub derives from the owner's token work without the gateway, for as long as
/// GitHub takes them: they reach nobody.
class GithubDerivedFlowTest {
    private static final String PUB = "api.github.com/repos/octo/pub";
    private static final int OVER_16_MIB = 16 * 1024 * 1024 + 1;

    private static final String WITH =
            "[{\"name\": \"a\", \"temp_clone_token\": \"DERIVED\","
                    + " \"download_url\": \"https://raw.githubusercontent.com/a?token=DERIVED\"}]";
    private static final String WITHOUT =
            "[{\"name\": \"a\", \"temp_clone_token\": \"\","
                    + " \"download_url\": \"https://raw.githubusercontent.com/a\"}]";

    @TempDir private Path temp;

    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub").file("README.md", "hello");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void anAnswerComesWithoutThem() {
        house.github.body("/repos/octo/pub/contents/dir", WITH);
        for (int i = 0; i < 2; i++) {
            assertEquals(WITHOUT, house.read(PUB + "/contents/dir").body());
        }
    }

    @Test
    void soDoesARefusal() {
        house.github.api().breakWith(new Fault.Says(404, "application/json", WITH));
        HttpResponse<String> none = house.read(PUB + "/contents/dir");
        assertEquals(404, none.statusCode());
        assertEquals(WITHOUT, none.body());
    }

    @Test
    void imagesOfCommentsComeWithoutTheirSignature() {
        String image = "https://private-user-images.githubusercontent.com/1/2.png";
        house.github.body(
                "/repos/octo/pub/issues", "[\"<img src=\\\"" + image + "?jwt=e.y-J_1\\\">\"]");
        assertEquals("[\"<img src=\\\"" + image + "\\\">\"]", house.read(PUB + "/issues").body());
    }

    /// Nobody reads it whole, so that nobody knows what is in it.
    @Test
    void anAnswerThatIsTooLargeIsRefused() {
        String large = WITH.replace("\"a\"", "\"" + "a".repeat(OVER_16_MIB) + "\"");
        house.github.body("/repos/octo/pub/contents/dir", large);
        for (String method : new String[] {"GET", "HEAD"}) {
            HttpResponse<String> refused =
                    house.send(
                            method,
                            PUB + "/contents/dir",
                            "Authorization",
                            "Bearer " + house.reader.exposeText(),
                            "Range",
                            "bytes=16777000-");
            assertEquals(422, refused.statusCode(), method);
            assertFalse(refused.body().contains("DERIVED"));
            if (method.equals("GET")) {
                assertTrue(refused.body().contains("16 MiB"), refused.body());
                assertTrue(refused.body().contains("per_page"), refused.body());
            }
        }
    }

    /// What looks like one in a file is the file's.
    @Test
    void aFileOfJsonComesAsItIs() {
        house.github
                .api()
                .breakWith(
                        new Fault.Says(200, "application/vnd.github.raw+json; charset=utf-8", WITH),
                        r -> r.path().endsWith("/contents/a.json"));
        String path = PUB + "/contents/a.json";
        for (int i = 0; i < 2; i++) {
            assertEquals(WITH, house.read(path, "Accept", "application/vnd.github.raw").body());
        }
    }

    @Test
    void aFileThatIsLargePasses() {
        String text = "hello".repeat(OVER_16_MIB / 5 + 1);
        house.github.repository("octo/pub").file("large.txt", text);
        HttpResponse<String> file =
                house.read(PUB + "/contents/large.txt", "Accept", "application/vnd.github.raw");
        assertEquals(200, file.statusCode());
        assertEquals(text.length(), file.body().length());
    }
}
