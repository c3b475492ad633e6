using System.Globalization;
using Countme.Core.Publish;
using Countme.Core.Totals;
using Countme.Core.Upload;
using Microsoft.AspNetCore.Http;

namespace Countme.Functions.Api;

/// <summary>
/// The parameters of a request. Only those of its route can be read, and others are refused; all that is wrong is told at once, by
/// <see cref="Check()"/>.
/// </summary>
internal sealed class ApiQuery
{
    private readonly ApiRoute _route;
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, string> _errors = [];

    /// <summary>Reads the parameters.</summary>
    public ApiQuery(ApiRoute route, IQueryCollection query)
    {
        _route = route;
        foreach ((string name, var values) in query)
        {
            // The Functions host takes its key here as well.
            bool isKnown = route.Parameters.Any(parameter => parameter.Name == name) || (route.NeedsKey && name is "code" or "clientId");
            if (!isKnown)
            {
                Refuse(
                    name, $"{name} is no parameter; there are {string.Join(", ", route.Parameters.Select(parameter => parameter.Name))}.");
            }
            else if (values.Count != 1)
            {
                Refuse(name, $"{name} is given {values.Count} times; give it once.");
            }
            else if (values[0] is { Length: > 0 } value)
            {
                _values[name] = value;
            }
        }

        foreach (ApiParameter parameter in route.Parameters)
        {
            Check(parameter);
        }
    }

    /// <summary>What was given, in order of name: equal for requests that ask for the same.</summary>
    public string Canonical =>
        string.Join('&', _values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}"));

    /// <summary>A text; null when it was not given.</summary>
    public string? Text(string name) => _route.Parameters.Any(parameter => parameter.Name == name)
        ? _values.GetValueOrDefault(name)
        : throw new InvalidOperationException($"{_route.Path} has no parameter {name}: add it to the table of routes.");

    /// <summary>The site.</summary>
    public Site Site()
    {
        string? name = Text("site");
        if (Core.Upload.Site.IsValid(name))
        {
            return new Site(name!);
        }

        Refuse("site", $"site is \"{name}\"; a name such as mirrors.fedoraproject.org is expected.");
        return default;
    }

    /// <summary>A day; null when it was not given.</summary>
    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date.Year is > 1970 and < 9999)
        {
            return date;
        }

        Refuse(name, $"{name} is \"{text}\"; a day as yyyy-MM-dd is expected.");
        return null;
    }

    /// <summary>The weeks or days from one day to another.</summary>
    public (DateOnly First, DateOnly Last) Dates(DateOnly last, int defaultDays, int maxDays)
    {
        last = Date("to") ?? last;
        DateOnly first = Date("from") ?? last.AddDays(1 - defaultDays);
        if (first > last || last.DayNumber - first.DayNumber >= maxDays)
        {
            Refuse("from", $"from is {first:yyyy-MM-dd} and to is {last:yyyy-MM-dd}; up to {maxDays} days in order are expected.");
        }

        return (first, last);
    }

    /// <summary>Most rows of a page.</summary>
    public int Limit()
    {
        const int Most = 10_000;
        string text = Text("limit") ?? "1000";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= Most)
        {
            return limit;
        }

        Refuse("limit", $"limit is \"{text}\"; a whole number from 1 to {Most} is expected.");
        return 1;
    }

    /// <summary>The series that are asked for. Hosts have no age, so neither has what is asked of them.</summary>
    public IReadOnlyList<Series> Series()
    {
        IReadOnlyList<Series> series = Text("series") switch
        {
            "hosts" => [Core.Totals.Series.Unique],
            "both" => [Core.Totals.Series.Countme, Core.Totals.Series.Unique],
            _ => [Core.Totals.Series.Countme],
        };
        if (series.Contains(Core.Totals.Series.Unique))
        {
            string age = BucketField.Age.Name;
            string found = $"goes with series=hits only; series is \"{Text("series")}\", and hosts have no age.";
            if (Text(age) is not null)
            {
                Refuse(age, $"{age} {found}");
            }

            if ((Text("group_by") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(age))
            {
                Refuse("group_by", $"group_by has \"{age}\", which {found}");
            }
        }

        return series;
    }

    /// <summary>The fields that tell rows apart.</summary>
    public IReadOnlyList<BucketField> GroupBy()
    {
        string text = Text("group_by") ?? string.Join(',', BucketField.All.Select(field => field.Name));
        var fields = new List<BucketField>();
        foreach (string name in text == "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (BucketField.All.FirstOrDefault(field => field.Name == name) is { } field && !fields.Contains(field))
            {
                fields.Add(field);
            }
            else
            {
                string known = string.Join(", ", BucketField.All.Select(one => one.Name));
                Refuse("group_by", $"group_by has \"{name}\"; expected, each once and with commas between them: {known}; or none.");
            }
        }

        return fields;
    }

    /// <summary>The buckets that are asked for.</summary>
    public BucketFilter Filter() => new(
        [.. BucketField.All.Where(field => Text(field.Name) is not null).Select(field => (field, Text(field.Name)!))]);

    /// <summary>Notes that a parameter is wrong.</summary>
    public void Refuse(string name, string error) => _errors.TryAdd(name, error);

    /// <summary>Refuses the request if anything is wrong with it.</summary>
    /// <exception cref="ApiException">It is.</exception>
    public void Check()
    {
        if (_errors.Count > 0)
        {
            throw ApiException.Bad(_errors);
        }
    }

    private void Check(ApiParameter parameter)
    {
        string? value = _values.GetValueOrDefault(parameter.Name);
        if (value is null && parameter.IsRequired)
        {
            Refuse(parameter.Name, $"{parameter.Name} is missing. {parameter.Description}");
        }
        else if (value is not null && parameter.Values.Count > 0 && !parameter.Values.Contains(value))
        {
            Refuse(parameter.Name, $"{parameter.Name} is \"{value}\"; {string.Join(" or ", parameter.Values)} is expected.");
        }
    }
}
