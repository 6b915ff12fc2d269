using Microsoft.Playwright;

namespace Liten.Dashboard.Browser;

/// <summary>The Chromium of this machine; one for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    /// <summary>Where screenshots are kept.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots", "dashboard")).FullName;

    public async ValueTask InitializeAsync()
    {
        string path = Environment.GetEnvironmentVariable("LITEN_CHROMIUM") ?? "/usr/bin/chromium";
        Assert.True(File.Exists(path), $"There is no Chromium at {path}. These tests look at the dashboard as a person does: install it, "
            + "on Debian and Ubuntu by `apt-get install chromium`, or say by LITEN_CHROMIUM where it is.");
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    /// <summary>A window of this width.</summary>
    public async Task<Window> OpenAsync(Uri address, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _chromium!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 500 ? 844 : 900 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var window = new Window(context, await context.NewPageAsync());
        await window.Page.GotoAsync(address.ToString());
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
