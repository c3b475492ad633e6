using System.CommandLine;
using Countme.Core.Publish;

namespace Countme.Cli.Reading;

/// <summary>The options that filter buckets, one for each field.</summary>
internal sealed class BucketFilterOptions
{
    private readonly (BucketField Field, Option<string> Option)[] _options =
    [
        .. BucketField.All.Select(field => (field, new Option<string>($"--{field.Name}")
        {
            HelpName = "TEXT",
            Description = $"Only this {field.Description}. Exact, or with * for any text.",
        })),
    ];

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command) => Array.ForEach(_options, one => command.Add(one.Option));

    /// <summary>What was given.</summary>
    public BucketFilter Of(ParseResult parsed) => new(
    [
        .. _options.Select(one => (one.Field, Pattern: parsed.GetValue(one.Option))).Where(one => one.Pattern is not null)
            .Select(one => (one.Field, one.Pattern!)),
    ]);
}
