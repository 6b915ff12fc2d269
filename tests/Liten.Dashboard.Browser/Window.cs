using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Liten.Dashboard.Browser;

/// <summary>A window with a dashboard; what its page complains of fails the test at the end.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Window(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);

        // A task that has ended is a 404, which the page shows in words.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != new Uri(page.Url).Authority && page.Url != "about:blank")
            {
                _complaints.Enqueue($"{request.Url} is asked of somebody else");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Waits until the page shows this text.</summary>
    public Task SeeAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    public Task SeeAsync(ILocator what) => what.First.WaitForAsync();

    /// <summary>Keeps a picture, and sees that the page fits its window.</summary>
    public async Task KeepAsync(string name)
    {
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, $"{name}.png") });
        Assert.False(
            await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"),
            $"{name} is wider than its window");
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
    }
}
