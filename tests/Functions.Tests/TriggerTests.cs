using System.Text.RegularExpressions;

namespace Countme.Functions.Tests;

/// <summary>Trigger methods are thin.</summary>
public sealed partial class TriggerTests
{
    private const int MaxLines = 10;

    private static readonly string Source = Path.GetFullPath(Path.Join(TestData.Root, "..", "..", "src", "Functions"));

    public static TheoryData<string> Files => [.. Sources()
        .Where(file => Has(file, "[Function("))
        .Select(file => Path.GetRelativePath(Source, file))];

    [Theory, MemberData(nameof(Files))]
    public void TriggerMethods_Length_IsTenLinesAtMost(string file)
    {
        foreach (string[] method in Methods(File.ReadAllLines(Path.Join(Source, file))))
        {
            Assert.True(method.Length <= MaxLines, $"{file}: {method.Length} lines in\n{string.Join('\n', method)}");
            Assert.DoesNotContain(method, line => Branch().IsMatch(line));
        }
    }

    /// <summary>A loop without an end lets a history grow; the packages' analyzer refuses to build it (DURABLE0011).</summary>
    [Fact]
    public void Orchestrators_Loops_HaveAnEnd()
    {
        string[] endless = [.. Sources().Where(file => Has(file, "TaskOrchestrationContext") && Has(file, "while (true)"))];

        Assert.Empty(endless);
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static bool Has(string file, string text) => File.ReadAllText(file).Contains(text, StringComparison.Ordinal);

    /// <summary>The lines of each method with a trigger, from its name to its end.</summary>
    private static IEnumerable<string[]> Methods(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Contains("[Function(", StringComparison.Ordinal))
            {
                yield return
                [
                    .. lines.Skip(i + 1).TakeWhile(
                        (line, at) => at == 0 || !(lines[i + at].EndsWith(';') && line.Length == 0) && line is not "    }" and not "}"),
                ];
            }
        }
    }

    [GeneratedRegex(@"\b(?:if|switch)\b")]
    private static partial Regex Branch();
}
