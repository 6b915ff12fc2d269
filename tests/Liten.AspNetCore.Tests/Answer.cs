using Microsoft.AspNetCore.Http;

namespace Liten.AspNetCore.Tests;

/// <summary>Answers with a length.</summary>
internal static class Answer
{
    public static Task Hello(HttpContext context) => Text(context, "hello");

    public static Task Text(HttpContext context, string text)
    {
        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text);
    }
}
