// Reads programs, one a line in base64, and gives the values of each in order, one
// line a program, each value in base64 behind a dot. With "literals": those of all
// constants that the parser sees; with "settings": those that a configuration has
// when it has run.
import org.codehaus.groovy.ast.*
import org.codehaus.groovy.ast.builder.AstBuilder
import org.codehaus.groovy.ast.expr.*
import org.codehaus.groovy.control.CompilePhase

class Constants extends CodeVisitorSupport {
    List<String> out = []
    void visitConstantExpression(ConstantExpression e) {
        out << (e.value instanceof String ? e.value : "bare ${e.value}".toString())
    }
}

def literals(String text) {
    def seen = new Constants()
    def nodes = new AstBuilder().buildFromString(CompilePhase.CONVERSION, false, text)
    nodes.each { n ->
        if (!(n instanceof ClassNode)) { n.visit(seen); return }
        n.fields.each { it.initialExpression?.visit(seen) }
        n.methods.findAll { it.name != 'run' && it.name != 'main' }.each { it.code?.visit(seen) }
    }
    seen.out
}

def flat(v, List out) {
    if (v instanceof Map) v.values().each { flat(it, out) }
    else if (v instanceof List) v.each { flat(it, out) }
    else out << (v instanceof CharSequence ? v.toString() : "bare $v".toString())
    out
}

System.in.readLines('ascii').each { line ->
    def text = new String(line.decodeBase64(), 'UTF-8').replaceFirst('^\ufeff', '')
    def values = args[0] == 'literals' ? literals(text) : flat(new ConfigSlurper().parse(text), [])
    println values.collect { '.' + it.getBytes('UTF-8').encodeBase64().toString() }.join(' ')
}
