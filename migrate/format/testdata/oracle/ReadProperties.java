// Reads .properties files, one a line in base64, and gives the values of each in
// the order of their names, one line a file, each value in base64 behind a dot.
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

class ReadProperties {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "US-ASCII");
        for (String line; (line = in.readLine()) != null;) {
            Properties p = new Properties();
            p.load(new InputStreamReader(new ByteArrayInputStream(Base64.getDecoder().decode(line)), StandardCharsets.UTF_8));
            StringBuilder b = new StringBuilder();
            for (String name : new TreeSet<>(p.stringPropertyNames())) {
                b.append('.').append(Base64.getEncoder().encodeToString(p.getProperty(name).getBytes(StandardCharsets.UTF_8))).append(' ');
            }
            out.println(b);
        }
        out.flush();
    }
}
