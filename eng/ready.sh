# Sourced by the commands at the top: finds the tools and says what is missing and how to get it. POSIX sh.

say() { printf '%s\n' "$*" >&2; }

fail() { say "$@"; exit 1; }

# The SDK that global.json asks for, with quiet and private defaults.
need_dotnet() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
    command -v dotnet >/dev/null 2>&1 || fail \
        "The .NET SDK is missing: found no 'dotnet' on the PATH, expected version 10." \
        "Install it from https://dot.net (on Debian and Fedora also as a package, dotnet-sdk-10.0) and run this again."
    (cd "$root" && dotnet --version >/dev/null 2>&1) || fail \
        "The .NET SDK is of another version: found $(cd / && dotnet --list-sdks 2>/dev/null | tr '\n' ' '), expected version 10." \
        "Install it from https://dot.net and run this again."
}

# Builds a project, quietly unless it fails. Builds of several commands at once wait for each other; the lock is this file, since
# dotnet refuses files that it reads and somebody has locked.
build() {
    log=$(mktemp) || exit 1
    if command -v flock >/dev/null 2>&1; then
        flock "$root/eng/ready.sh" dotnet build "$@" >"$log" 2>&1
    else
        dotnet build "$@" >"$log" 2>&1
    fi
    status=$?
    if [ $status -ne 0 ]; then
        { grep -E ': (error|warning) ' "$log" | sort -u || true; tail -n 5 "$log"; } | head -n 20 >&2
        rm -f "$log"
        fail "The build failed; see above. 'dotnet build' in $root shows all of it."
    fi
    rm -f "$log"
}

# The command line, built when it is missing or older than its sources.
cli="$root/src/Cli/bin/Release/net10.0/countme.dll"
build_cli() {
    newer=$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" \
        \( -name obj -o -name bin \) -prune -o \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) -newer "$cli" -print 2>/dev/null | head -n 1)
    if [ ! -f "$cli" ] || [ -n "$newer" ]; then
        say "Building countme (once; about a minute on a fresh machine) ..."
        build "$root/src/Cli/Cli.csproj" -c Release
        touch "$cli"
    fi
}
