using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Liten;

/// <summary>
/// Decides which requests are answered. The order of the checks is that of README.md: name, machine, site, secret.
/// </summary>
/// <remarks>Thread safety: all members may be used from any thread.</remarks>
internal sealed class RequestGuard(DashboardOptions options)
{
    /// <summary>The header that only this dashboard's own page can send.</summary>
    public const string TokenHeader = "X-Liten-Token";

    private readonly string[] _hosts = [.. options.AllowedHosts];
    private readonly AccessSecret? _secret = options.AccessToken is { } token ? new AccessSecret(token) : null;

    /// <summary>What a page has to send with a command: known only to who could read the page.</summary>
    public string PageToken { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Why a request is refused, in a sentence for who runs the program; null if it is answered.</summary>
    public string? Refuse(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!IsOwnName(context))
        {
            return $"This dashboard does not answer to the name '{request.Host.Host}': a foreign page could have "
                + "pointed that name here. Add it to DashboardOptions.AllowedHosts if it is right.";
        }

        if (IsFromElsewhere(context) && !IsProtected(context))
        {
            return "This dashboard answers only requests from its own machine. Call RequireAuthorization() on what "
                + "MapLitenDashboard returns, or set DashboardOptions.AccessToken, to open it to others.";
        }

        if (IsFromForeignPage(request))
        {
            return "This request comes from a page of another site.";
        }

        return _secret is null || _secret.IsKnownTo(context)
            ? null
            : "This dashboard has an access token. Open it as /?token=.. once, or send the token as a bearer token.";
    }

    /// <summary>Whether a command comes from this dashboard's own page.</summary>
    public bool IsOwnCommand(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), Encoding.UTF8.GetBytes(PageToken));

    /// <summary>
    /// A name can be pointed anywhere by who owns it; an address cannot. So the address that was connected to is right.
    /// </summary>
    private bool IsOwnName(HttpContext context)
    {
        string host = context.Request.Host.Host;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || _hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)
            && (IPAddress.IsLoopback(address) || address.Equals(Plain(context.Connection.LocalIpAddress)));
    }

    /// <summary>What a proxy forwards comes from anywhere, though the proxy itself may be on this machine.</summary>
    private static bool IsFromElsewhere(HttpContext context)
        => (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
            || context.Request.Headers.ContainsKey("X-Forwarded-For")
            || context.Request.Headers.ContainsKey("Forwarded");

    private bool IsProtected(HttpContext context)
        => _secret is not null || context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    /// <summary>
    /// A link from elsewhere may open the page. Everything else is asked for by the page itself; another port of the
    /// same machine is another site here.
    /// </summary>
    private static bool IsFromForeignPage(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool opensPage = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return (site is "cross-site" or "same-site" && !opensPage) || HasForeignOrigin(request);
    }

    /// <summary>Without the scheme, which a proxy may change.</summary>
    private static bool HasForeignOrigin(HttpRequest request)
    {
        string origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length > 0
            && !origin.EndsWith($"://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }

    private static IPAddress? Plain(IPAddress? address)
        => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
