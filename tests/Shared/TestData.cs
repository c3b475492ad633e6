namespace Countme.Tests;

/// <summary>Finds the files that tests compare with: the folder TestData beside the test projects.</summary>
internal static class TestData
{
    /// <summary>The folder, in the source tree that holds the solution.</summary>
    public static string Root { get; } = Path.Join(SolutionFolder(), "tests", "TestData");

    /// <summary>Full path of a file or folder in it.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Join([Root, .. parts]);

    private static string SolutionFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "Countme.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds Countme.sln; tests run from below the source tree. Build them there.");
    }
}
