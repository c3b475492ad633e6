# Sourced by ./test: asks the package feed for the real Azure packages that the stand-ins stand for. POSIX sh.

# Prints what this feed cannot restore, one "NAME VERSION" a line: nothing if it has all of them. Returns 1 if it could not be asked.
# One restore of a project for each package, in a folder of its own, so that one that is missing does not hide another one.
missing_packages() (
    probe=$(mktemp -d) || exit 1
    trap 'rm -rf "$probe"' EXIT
    cd "$probe" || exit 1
    sed -n 's/.*<PackageVersion Include="\(\(Microsoft\.\)\{0,1\}Azure\.[^"]*\)" Version="\([^"]*\)".*/\1 \3/p' "$root/Directory.Packages.props" >packages
    echo '<Solution>' >probe.slnx
    while read -r name version; do
        mkdir "$name"
        cat >"$name/probe-$name.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$name" Version="[$version]" /></ItemGroup>
</Project>
END
        echo "  <Project Path=\"$name/probe-$name.csproj\" />" >>probe.slnx
    done <packages
    echo '</Solution>' >>probe.slnx

    # The answer's lines hold the feed's address; they stay here.
    export NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=1
    if command -v timeout >/dev/null 2>&1; then
        timeout 120 dotnet restore probe.slnx >answer 2>&1
    else
        dotnet restore probe.slnx >answer 2>&1
    fi && exit 0

    # NU1301: no feed answered. Anything that is no refusal of a package (a timeout, a broken configuration) is no answer either.
    if grep -q 'error NU1301' answer || ! grep -q 'error NU1[0-9]*:' answer; then
        exit 1
    fi
    while read -r name version; do
        if grep -q "probe-$name\.csproj : error" answer; then
            echo "$name $version"
        fi
    done <packages
)

# The same solution and the same tests with the real packages, if the feed has them; else one line that says why not. Nothing is left
# to do when AzureSdk=packages was set all along. $1: the file that collects the output of test runs.
test_with_packages() {
    if [ "${AzureSdk-}" = packages ]; then
        say "Tested with the real Azure packages, as AzureSdk=packages asks for."
    elif ! missing=$(missing_packages); then
        say "Not tested with the real Azure packages: the package feed could not be asked."
    elif [ -n "$missing" ]; then
        say "Not tested with the real Azure packages: this package feed cannot restore $(printf '%s\n' "$missing" | sed -n 'H;${x;s/\n/, /g;s/^, //;p;}')."
    else
        say "The package feed has the real Azure packages: building and testing with them too ..."
        export AzureSdk=packages
        build "$root/Countme.sln" -c Release
        dotnet test "$root/Countme.sln" -c Release --no-build 2>&1 | tee -a "$1"
    fi
}
