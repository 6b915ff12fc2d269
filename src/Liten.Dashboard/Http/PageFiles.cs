using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Liten;

/// <summary>The files of the page, as they lie in this assembly.</summary>
internal sealed class PageFiles
{
    /// <summary>The page itself.</summary>
    public const string Page = "index.html";

    private readonly FrozenDictionary<string, (byte[] Content, string Type, string Tag)> _files;

    /// <param name="pageToken">Is put into the page, for its commands.</param>
    public PageFiles(string pageToken) => _files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .ToFrozenDictionary(name => name, name => Read(name, pageToken), StringComparer.Ordinal);

    public Task WriteAsync(HttpContext context, string? name)
    {
        if (name is null || !_files.TryGetValue(name, out (byte[] Content, string Type, string Tag) file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = file.Type;
        context.Response.Headers.ETag = file.Tag;
        if (name != Page)
        {
            context.Response.Headers.CacheControl = "no-cache"; // kept by the browser, and asked for again each time
        }

        if (name != Page && context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return context.Response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }

    private static (byte[] Content, string Type, string Tag) Read(string name, string pageToken)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        if (name == Page)
        {
            content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content).Replace("%TOKEN%", pageToken));
        }

        string type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return (content, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
    }
}
