# Reads programs, one a line in base64, and gives the texts that Ruby's parser sees
# in each, and the numbers, in order: one line a program, each text in base64 behind a dot.
def texts(node, out)
  return out unless node.is_a?(RubyVM::AbstractSyntaxTree::Node)
  out << node.children[0] if node.type == :STR
  out << "bare #{node.children[0]}" if node.type == :LIT && node.children[0].is_a?(Numeric)
  out << "bare #{node.type.to_s.downcase}" if %i[NIL TRUE FALSE].include?(node.type)
  node.children.each { |c| c.is_a?(Array) ? c.each { |d| texts(d, out) } : texts(c, out) }
  out
end

STDIN.each_line do |line|
  text = line.unpack1('m').force_encoding('UTF-8').delete_prefix("\ufeff")
  puts texts(RubyVM::AbstractSyntaxTree.parse(text), []).map { |v| '.' + [v].pack('m0') }.join(' ')
end
