using Countme.Core.Time;
using Countme.Core.Upload;

namespace Countme.Core.Tests.Upload;

public class LogNameTests
{
    [Theory]
    [InlineData("proxy01/2025/10/06/http/mirrors.fedoraproject.org-access.log.xz", "proxy01", "mirrors.fedoraproject.org", "2025-10-06")]
    [InlineData("proxy01/2025/10/06/mirrors.fedoraproject.org-access.log", "proxy01", "mirrors.fedoraproject.org", "2025-10-06")]
    [InlineData("proxy01/2025/10/06/http/mirrors.centos.org-access.log-20251006.zst", "proxy01", "mirrors.centos.org", "2025-10-06")]
    [InlineData("proxy01/2025/10/06/http/mirrors.centos.org-access.log-20251006", "proxy01", "mirrors.centos.org", "2025-10-06")]
    [InlineData("proxy01/2025/10/07/mirrors.centos.org-access.log-20251006.gz", "proxy01", "mirrors.centos.org", "2025-10-07")]
    [InlineData("2025/10/06/mirrors.centos.org-access.log", "combined", "mirrors.centos.org", "2025-10-06")]
    [InlineData("2025/10/06/http/a-access.log.1", "combined", "a", "2025-10-06")]
    [InlineData("p/2024/02/29/x-access.log-access.log.GZ", "p", "x-access.log", "2024-02-29")]
    public void Path_OfALog_IsRead(string path, string host, string site, string day)
    {
        Assert.True(LogName.TryParse(path, out LogName? name));
        Assert.Equal(new LogName(new ProxyHost(host), new Site(site), Day(day)), name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-access.log")]
    [InlineData("10/06/a-access.log")]
    [InlineData("p/2025/10/a-access.log")]
    [InlineData("p/q/2025/10/06/a-access.log")]
    [InlineData("p/2025/13/06/a-access.log")]
    [InlineData("p/2025/02/29/a-access.log")]
    [InlineData("p/2025/1/6/a-access.log")]
    [InlineData("p/0001/01/01/a-access.log")]
    [InlineData("p/٢٠٢٥/10/06/a-access.log")]
    [InlineData("p/2025/10/06/HTTP/a-access.log")]
    [InlineData("p/2025/10/06/http_with_date/a-access.log-20251006.xz")]
    [InlineData("p/2025/10/06/http/http/a-access.log")]
    [InlineData("../2025/10/06/a-access.log")]
    [InlineData("/2025/10/06/a-access.log")]
    [InlineData("p/2025/10/06/-access.log")]
    [InlineData("p/2025/10/06/.a-access.log.xz.Ab12Cd")]
    [InlineData("p/2025/10/06/a-access.log.xz.part")]
    [InlineData("p/2025/10/06/a-access.log.part")]
    [InlineData("p/2025/10/06/a-access.log.TMP")]
    [InlineData("p/2025/10/06/a-access.log.sha256")]
    [InlineData("p/2025/10/06/a-access.log.")]
    [InlineData("p/2025/10/06/a-access.log\n")]
    [InlineData("p/2025/10/06/a-access.log-20251306.gz")]
    [InlineData("p/2025/10/06/a-access.log-2025106.gz")]
    [InlineData("p/2025/10/06/a-access.log.tar.xz")]
    [InlineData("p/2025/10/06/a-error.log")]
    [InlineData("p/2025/10/06/a b-access.log")]
    public void Path_OfAnythingElse_IsNot(string? path)
    {
        Assert.False(LogName.TryParse(path, out LogName? name));
        Assert.Null(name);
    }

    [Theory]
    [InlineData("/x/proxy01/2025/10/06/http/anything", "2025-10-06", "proxy01")]
    [InlineData("/2024/01/01/copy/2025/10/06/anything.gz", "2025-10-06", "copy")]
    [InlineData("/2025/10/06/a-access.log", "2025-10-06", "combined")]
    [InlineData("/x/2025/10/06/a-access.log-20251007.gz", "2025-10-06", "x")]
    [InlineData("/x/a-access.log-20251007.gz", "2025-10-07", "combined")]
    [InlineData("/x/2025-10-07-a.log", "2025-10-07", "combined")]
    [InlineData("/x/20240101-to-20251007.log", "2025-10-07", "combined")]
    [InlineData("/x/20251007-then-99999999.log", "2025-10-07", "combined")]
    [InlineData("/x/120251007.log", null, "combined")]
    [InlineData("/x/2025-1007.log", null, "combined")]
    [InlineData("/x/2025/13/06/a.log", null, "combined")]
    [InlineData("a.log", null, "combined")]
    [InlineData("", null, "combined")]
    [InlineData("/a b/2025/10/06/a.log", "2025-10-06", "combined")]
    public void Path_OfAnyKind_TellsItsDayAndHost(string path, string? day, string host)
    {
        Assert.Equal(day is null ? null : Day(day), LogName.DayOf(path));
        Assert.Equal(new ProxyHost(host), LogName.HostOf(path));
    }

    private static LogDay Day(string text) => LogDay.TryParse(text, out LogDay day) ? day : throw new FormatException(text);
}
