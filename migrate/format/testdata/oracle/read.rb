# Reads .env files, one a line in base64, and gives the values of each in order,
# one line a file, each value in base64 behind a dot.
require 'base64'
require 'dotenv'
STDIN.each_line do |line|
  text = Base64.decode64(line).force_encoding('UTF-8')
  values = Dotenv::Parser.new(text, true).call.values
  puts values.map { |v| '.' + Base64.strict_encode64(v) }.join(' ')
end
