import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Logs in with what the JDK has, the way the settings of the Camel component
 * say, and reads one record:
 *
 *   java Login.java application.properties
 */
class Login {
  static final String PREFIX = "camel.component.salesforce.";
  static final HttpClient HTTP = HttpClient.newHttpClient();

  public static void main(String[] args) throws Exception {
    var settings = new Properties();
    try (var in = Files.newBufferedReader(Path.of(args[0]))) {
      settings.load(in);
    }
    var url = settings.getProperty(PREFIX + "loginUrl", "https://login.salesforce.com");
    var form = new LinkedHashMap<String, String>();
    if (settings.containsKey(PREFIX + "password")) {
      form.put("grant_type", "password");
      form.put("client_id", settings.getProperty(PREFIX + "clientId"));
      form.put("client_secret", settings.getProperty(PREFIX + "clientSecret"));
      form.put("username", settings.getProperty(PREFIX + "userName"));
      form.put("password", settings.getProperty(PREFIX + "password"));
    } else {
      form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
      form.put("assertion", assertion(settings, url));
    }
    var answer = send(HttpRequest.newBuilder(URI.create(url + "/services/oauth2/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue())).collect(Collectors.joining("&")))));
    if (answer.statusCode() != 200) {
      System.out.println("refused: " + answer.body());
      System.exit(1);
    }
    var found = send(HttpRequest.newBuilder(URI.create(
        field(answer.body(), "instance_url") + "/services/data/v66.0/query?q=" + encode("SELECT Id, Name FROM Account LIMIT 1")))
        .header("Authorization", "Bearer " + field(answer.body(), "access_token")));
    System.out.println("read " + field(found.body(), "Name"));
  }

  static String assertion(Properties settings, String url) throws Exception {
    var password = settings.getProperty(PREFIX + "keystore.password").toCharArray();
    var store = KeyStore.getInstance(settings.getProperty(PREFIX + "keystore.type"));
    try (var in = Files.newInputStream(Path.of(URI.create(settings.getProperty(PREFIX + "keystore.resource"))))) {
      store.load(in, password);
    }
    var key = (PrivateKey) store.getKey(store.aliases().nextElement(), password); // Camel takes the only entry too
    var claims = Map.of("iss", settings.getProperty(PREFIX + "clientId"), "sub", settings.getProperty(PREFIX + "userName"), "aud", url,
        "exp", String.valueOf(System.currentTimeMillis() / 1000 + 180));
    var signed = part("{\"alg\":\"RS256\"}") + "." + part(claims.entrySet().stream()
        .map(claim -> "\"" + claim.getKey() + "\":\"" + claim.getValue() + "\"").collect(Collectors.joining(",", "{", "}")));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + name + " in the answer");
    }
    return found.group(1);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
