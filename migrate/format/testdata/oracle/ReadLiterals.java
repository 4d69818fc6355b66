import com.sun.source.tree.LiteralTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads programs, one a line in base64, and gives the literals that the compiler's
 * parser sees in each, in order: one line a program, each value in base64 behind a
 * dot.
 */
class ReadLiterals {
    public static void main(String[] args) throws Exception {
        var out = new PrintStream(System.out, false, US_ASCII);
        var in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line; (line = in.readLine()) != null;) {
            var text = new String(Base64.getDecoder().decode(line), UTF_8).replaceFirst("^\ufeff", "");
            var values = new ArrayList<String>();
            for (var value : literals(text)) {
                values.add("." + Base64.getEncoder().encodeToString(value.getBytes(UTF_8)));
            }
            out.println(String.join(" ", values));
        }
        out.flush();
    }

    static List<String> literals(String text) throws Exception {
        var found = new ArrayList<String>();
        var file = new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return text;
            }
        };
        var errors = new ArrayList<String>();
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, d -> errors.add(d.toString()), null, null, List.of(file));
        for (var unit : task.parse()) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree tree, Void ignored) {
                    found.add(tree.getValue() instanceof String s ? s : "bare " + tree.getValue());
                    return null;
                }
            }.scan(unit, null);
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.get(0));
        }
        return found;
    }
}
