# Reads scripts, one a line in base64 with the names of variables behind it, and
# gives the values of these, each with a zero byte behind it, in base64 behind a
# dot: one line a script.
while read -r script names; do
	printf .
	(
		wanted=$names
		eval "$(printf %s "$script" | base64 -d)" >/dev/null 2>&1
		for name in $wanted; do printf '%s\0' "${!name}"; done
	) | base64 -w0
	echo
done
