using Countme.Adapters.Compression;
using Countme.Adapters.Compression.Native;

namespace Countme.Adapters.Tests.Compression;

public sealed class SystemLibraryTests
{
    [Fact]
    public void Require_NotInstalled_SaysWhichPackage()
    {
        var library = new SystemLibrary(
            "countme-nothing", ["libcountme-nothing.so.7", "countme-nothing.dll"], "libnothing7", "nothing-libs");

        var missing = Assert.Throws<MissingLibraryException>(library.Require);

        Assert.Equal("libcountme-nothing.so.7", missing.Library);
        Assert.Equal(
            "Found no libcountme-nothing.so.7 on this system, expected it among the system's libraries. "
            + "Install it with 'apt-get install libnothing7' or 'dnf install nothing-libs'.",
            missing.Message);
    }

    [Fact]
    public void Require_FirstNameNotThere_TakesTheNext()
    {
        var library = new SystemLibrary("countme-second", ["libcountme-nothing.so.7", "libz.so.1", "libz.1.dylib", "zlib1.dll"], "", "");

        library.Require();
        library.Require();
    }
}
