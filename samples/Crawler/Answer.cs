using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Crawler;

/// <summary>A host's answer to one request.</summary>
internal sealed partial record Answer(HttpStatusCode Status, byte[] Body)
{
    public bool IsPage => Status == HttpStatusCode.OK;

    /// <summary>Whether the host may answer better the next time.</summary>
    public bool IsWorthRetry => Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>The pages it links to, as addresses without a fragment.</summary>
    public IEnumerable<Uri> LinksFrom(Uri page)
    {
        foreach (Match match in Link().Matches(Encoding.UTF8.GetString(Body)))
        {
            if (Uri.TryCreate(page, match.Groups["to"].Value, out Uri? address) && address.Scheme == Uri.UriSchemeHttp)
            {
                yield return new Uri(address.GetLeftPart(UriPartial.Query));
            }
        }
    }

    /// <summary>The status, for people. The host's own words for it may hold anything, so they are not used.</summary>
    public override string ToString() => $"{(int)Status} {ReasonPhrases.GetReasonPhrase((int)Status)}".TrimEnd();

    [GeneratedRegex("<a href=\"(?<to>[^\"]+)\"")]
    private static partial Regex Link();
}
