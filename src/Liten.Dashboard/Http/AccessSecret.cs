using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Liten;

/// <summary>The access token of a dashboard, and who has shown to know it.</summary>
internal sealed class AccessSecret(string token)
{
    private const string Cookie = "liten-dashboard";

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>What the cookie holds: it proves the token, and does not give it away.</summary>
    private readonly string _proof = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether the request has the token; one that has it in its address gets the cookie.</summary>
    public bool IsKnownTo(HttpContext context)
    {
        HttpRequest request = context.Request;
        string header = request.Headers[HeaderNames.Authorization].ToString();
        const string Bearer = "Bearer ";
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsToken(header[Bearer.Length..]))
        {
            return true;
        }

        if (request.Query["token"].ToString() is { Length: > 0 } given && IsToken(given))
        {
            var options = new CookieOptions
            {
                HttpOnly = true,
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
                Secure = request.IsHttps,
                Path = "/",
            };
            context.Response.Cookies.Append(Cookie, _proof, options);
            return true;
        }

        return request.Cookies[Cookie] is { } cookie && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(cookie), Encoding.UTF8.GetBytes(_proof));
    }

    private bool IsToken(string given)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
}
