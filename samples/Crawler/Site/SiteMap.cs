using System.Text;

namespace Crawler;

/// <summary>What the pages of the site say and link to. The same at each run.</summary>
/// <remarks>
/// A host's pages form a tree, three below each, so that each page can be found from the first one. Further links lead
/// back, to other hosts, to a page that is not there, and out of the site.
/// </remarks>
internal sealed class SiteMap(int hosts, int pagesPerHost)
{
    private const int Branches = 3;

    private static readonly string[] s_names =
        ["docs.test", "blog.test", "shop.test", "wiki.test", "news.test", "mail.test", "maps.test", "code.test"];

    /// <summary>The first page with none below it: trouble there hides no other page.</summary>
    private readonly int _firstLeaf = (pagesPerHost + 1) / Branches;

    public static int MostHosts => s_names.Length;

    public string[] Hosts { get; } = s_names[..hosts];

    public Uri Start => Address(Hosts[0], 0);

    /// <summary>Whether there is such a page.</summary>
    public bool Has(string host, int number) => Hosts.Contains(host) && number >= 0 && number < pagesPerHost;

    /// <summary>How the server behaves when it is asked for a page.</summary>
    public PageMood MoodOf(string host, int number) => (Array.IndexOf(Hosts, host), number) switch
    {
        (_, 0) => PageMood.Fine,
        (0, _) when number == _firstLeaf => PageMood.Broken,
        (1, _) when number == _firstLeaf => PageMood.Stuck,
        _ when number % 9 == 4 => PageMood.Flaky,
        _ when number % 13 == 5 => PageMood.Slow,
        _ => PageMood.Fine,
    };

    public string Html(string host, int number)
    {
        var html = new StringBuilder($"<!doctype html><title>{host} {number}</title>\n<ul>\n");
        foreach (string link in LinksOf(host, number))
        {
            html.Append("<li><a href=\"").Append(link).Append("\">").Append(link).Append("</a>\n");
        }

        html.Append("</ul>\n");
        int paragraphs = 5 + (number * 37 % 60);
        for (int i = 0; i < paragraphs; i++)
        {
            html.Append("<p>").Append("All pages of this site are made up, this one too.").Append("</p>\n");
        }

        return html.ToString();
    }

    private IEnumerable<string> LinksOf(string host, int number)
    {
        for (int below = (number * Branches) + 1; below <= (number + 1) * Branches && below < pagesPerHost; below++)
        {
            yield return $"/page/{below}";
        }

        yield return $"/page/{number * 7 % pagesPerHost}#top";
        if (number == 0)
        {
            foreach (string other in Hosts)
            {
                yield return Address(other, 0).ToString();
            }

            yield return "http://elsewhere.example/";
        }

        if (number == 0 && host == Hosts[0])
        {
            yield return "/moved/away";
        }
    }

    private static Uri Address(string host, int number) => new($"http://{host}/page/{number}");
}
