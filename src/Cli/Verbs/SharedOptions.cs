using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Countme.Core.Upload;

namespace Countme.Cli.Verbs;

/// <summary>Options that several verbs have, each defined once.</summary>
internal static class SharedOptions
{
    /// <summary>Most threads that may be asked for.</summary>
    public const int MaxWorkers = 256;

    /// <summary><c>--data DIR</c>.</summary>
    public static Option<string> Data(string description = "The folder that everything is kept in.") =>
        new("--data") { Description = description, HelpName = "DIR", Required = true };

    /// <summary><c>--site SITE</c>.</summary>
    public static Option<string> Site(bool isRequired = true, string description = "The site, such as mirrors.fedoraproject.org.")
    {
        var option = new Option<string>("--site") { Description = description, HelpName = "SITE", Required = isRequired };
        option.Validators.Add(result =>
        {
            string? name = result.GetValueOrDefault<string>();
            if (name is not null && !Core.Upload.Site.IsValid(name))
            {
                result.AddError(
                    $"--site is \"{name}\"; a site is named by letters, digits, '.', '_' and '-', like mirrors.fedoraproject.org. "
                        + "Correct the name.");
            }
        });
        return option;
    }

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => Flag("--json", "Write the result as JSON instead of text.");

    /// <summary><c>--quiet</c>.</summary>
    public static Option<bool> Quiet() => Flag("--quiet", "Show no progress and no summary; warnings and --json stay.");

    /// <summary><c>--no-wait</c>.</summary>
    public static Option<bool> NoWait() => Flag("--no-wait", "Fail when another run has the data folder. Default: wait until that run "
        + "ends.");

    /// <summary><c>--exact</c>.</summary>
    public static Option<bool> Exact(string description =
        "Publish text as it is, byte for byte as mirrors-countme does. Default: a value with a double quote, a control character or more "
        + "than 100 characters is published empty, and a formula for a spreadsheet gets an apostrophe.") => Flag("--exact", description);

    /// <summary><c>--workers N</c>.</summary>
    public static Option<int> Workers() => Number(
        "--workers", "N", $"Threads that read and compress, 1 to {MaxWorkers}. Default: one for each core.", 1, MaxWorkers,
        Math.Clamp(Environment.ProcessorCount, 1, MaxWorkers));

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>An option with a whole number in a range.</summary>
    public static Option<int> Number(string name, string helpName, string description, int least, int most, int otherwise)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => ReadNumber(result, name, least, most),
        };
        return option;
    }

    /// <summary>An option with one of a few words.</summary>
    public static Option<string> Choice(string name, string description, string otherwise, params string[] others)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', [otherwise, .. others]),
            DefaultValueFactory = _ => otherwise,
        };
        option.Validators.Add(result =>
        {
            string? word = result.GetValueOrDefault<string>();
            if (word != otherwise && !others.Contains(word))
            {
                result.AddError($"{name} is \"{word}\"; expected {string.Join(" or ", [otherwise, .. others])}.");
            }
        });
        return option;
    }

    /// <summary>Reads a whole number, or notes what is wrong with it.</summary>
    public static int ReadNumber(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least
            && number <= most)
        {
            return number;
        }

        result.AddError(most == int.MaxValue
            ? $"{name} is \"{text}\"; a whole number of {least} or more is expected."
            : $"{name} is \"{text}\"; a whole number from {least} to {most} is expected.");
        return least;
    }

    /// <summary>Whether a value is most likely a mistyped option.</summary>
    public static bool LooksLikeOption(string text) => text.StartsWith("--", StringComparison.Ordinal);

    /// <summary>What to say of it.</summary>
    public static string NoOption(string text) => $"{text} is no option of this verb. Correct it; a file of that name is given as "
        + $"./{text}.";

    /// <summary>The site that was named.</summary>
    public static Site SiteOf(ParseResult parsed, Option<string> option) => new(parsed.GetRequiredValue(option));
}
